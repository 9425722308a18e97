"""The rules that give an amount or a judgement: pure functions of the law and of their inputs."""
