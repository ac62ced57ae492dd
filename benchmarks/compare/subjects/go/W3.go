package main

import "log"

func main() {
	handle, expected := open(), size(2000)+1
	measure(func() {
		links, err := handle.LinkList()
		check(err)
		if len(links) != expected {
			log.Fatal(len(links), " links")
		}
	}, 1)
}
