"""What every room stands on: errors, findings, French typography, files and strict YAML."""
