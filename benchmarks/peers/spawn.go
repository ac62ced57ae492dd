// The work of spawn.c in Go. Modes: exec; clone: seven new namespaces, the caller as root in them.
package main

import (
	"bufio"
	"fmt"
	"log"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"
)

const namespaces = syscall.CLONE_NEWUSER | syscall.CLONE_NEWPID | syscall.CLONE_NEWNS | syscall.CLONE_NEWUTS |
	syscall.CLONE_NEWIPC | syscall.CLONE_NEWNET | 0x02000000 // CLONE_NEWCGROUP

var ballast []byte

func start(mode string) error {
	command := exec.Command("/bin/true")
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	if mode == "clone" {
		command.SysProcAttr = &syscall.SysProcAttr{
			Cloneflags:  namespaces,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}},
		}
	}
	return command.Run()
}

func processorTime() int64 {
	var own, children syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &own)
	syscall.Getrusage(syscall.RUSAGE_CHILDREN, &children)
	return own.Utime.Nano() + own.Stime.Nano() + children.Utime.Nano() + children.Stime.Nano()
}

func main() {
	if len(os.Args) > 1 {
		mebibytes, err := strconv.Atoi(os.Args[1])
		if err != nil {
			log.Fatal(err)
		}
		ballast = make([]byte, mebibytes<<20)
		for i := 0; i < len(ballast); i += 4096 {
			ballast[i] = 1
		}
	}

	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var mode string
		var count int
		if _, err := fmt.Sscan(lines.Text(), &mode, &count); err != nil {
			log.Fatal(err)
		}
		used := processorTime()
		times := make([]int64, count)
		for i := range times {
			begin := time.Now()
			if err := start(mode); err != nil {
				log.Fatal(mode, ": ", err)
			}
			times[i] = time.Since(begin).Nanoseconds()
		}
		fmt.Print(processorTime() - used)
		for _, t := range times {
			fmt.Print(" ", t)
		}
		fmt.Println()
	}
}
