//! E-contracts: canonical text, chain, signature, verification, PDF; pure.
