"""The storm: all that may break breaks while messages go out; what was lost, doubled or stuck is counted."""
