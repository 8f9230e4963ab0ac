"""Markdown pages whose fenced tconv blocks show a picture."""
