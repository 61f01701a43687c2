"""Passes over an ONNX graph, one idea per file; `passes` is their order. They know ONNX, no model and no browser page.

A pass changes the model it is given, because a model may weigh a gigabyte, and returns how often it did something.
"""
