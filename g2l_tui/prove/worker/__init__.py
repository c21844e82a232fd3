"""What runs in a process of its own: one side of a proof, shut off from the network and the cloud."""
