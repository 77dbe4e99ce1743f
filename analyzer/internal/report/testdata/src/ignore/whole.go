//lint:file-ignore calls all of them are meant

package ignore

func whole() {
	bad()
	bad()
}
