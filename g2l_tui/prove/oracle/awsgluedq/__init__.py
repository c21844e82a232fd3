"""The `awsgluedq` package of a proof: rules of data quality, as far as their result is documented."""
