"""Whether a folder lies on another machine: no system reports what others save there."""

from __future__ import annotations

import re
from pathlib import Path

MOUNTS = Path("/proc/self/mounts")  # Linux; elsewhere nothing is known of it
_REMOTE = re.compile(
    r"nfs\d?|cifs|smb\w*|9p|afs|ceph|glusterfs|lustre|drvfs|vboxsf|prl_fs|fuse\.(sshfs|s3fs|rclone|gcsfuse|vmhgfs\S*)"
)
_ESCAPED = re.compile(r"\\([0-7]{3})")


def is_remote(folder: str) -> bool:
    """Say whether the folder of this real path is on a network drive, or shared with a host; False if unknown."""
    try:
        lines = MOUNTS.read_text(errors="surrogateescape").splitlines()
    except OSError:
        return False
    mounted = [(_unescaped(fields[1]), fields[2]) for line in lines if len(fields := line.split(" ")) > 2]
    around = [(place, kind) for place, kind in mounted if f"{folder}/".startswith(f"{place.rstrip('/')}/")]
    # Of several mounts in one place, the last one is what is seen.
    longest = max(((len(place), at, kind) for at, (place, kind) in enumerate(around)), default=(0, 0, ""))
    return _REMOTE.fullmatch(longest[2]) is not None


def _unescaped(place: str) -> str:
    return _ESCAPED.sub(lambda matched: chr(int(matched[1], 8)), place)
