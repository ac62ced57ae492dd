package main

func main() {
	handle := open()
	measure(func() {
		_, err := handle.LinkByName("veth0")
		check(err)
	}, 1)
}
