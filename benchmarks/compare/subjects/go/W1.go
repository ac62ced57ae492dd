package main

func main() {
	handle := open()
	measure(func() {
		_, err := handle.LinkByIndex(100)
		check(err)
	}, 1)
}
