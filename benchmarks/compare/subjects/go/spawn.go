package main

import (
	"os"
	"os/exec"
)

var memory []byte

func main() {
	memory = make([]byte, size(0)<<20)
	for i := 0; i < len(memory); i += 4096 {
		memory[i] = 1
	}
	measure(func() {
		command := exec.Command("/bin/true")
		command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
		check(command.Run())
	}, 1)
}
