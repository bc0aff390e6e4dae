"""The append-only record: entries, tree, checkpoints, proofs, bundles. Standard library only."""
