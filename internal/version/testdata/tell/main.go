package main

import "relance/internal/version"

func main() { print(version.String(), " ", version.BuildID()) }
