package main

func main() {
	_, err := open().LinkByName("veth0")
	check(err)
}
