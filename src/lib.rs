//! keyholder
