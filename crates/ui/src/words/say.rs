//! Words for the core's errors: the one place where a code becomes a sentence.
