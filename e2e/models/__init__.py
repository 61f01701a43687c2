"""End-to-end tests of the model picker, and the models that it offers there."""
