package ignore

func bad() int { return 0 }

func use(...int) {}

func plain() {
	bad() // want `call of bad`
}

func above() {
	//lint:ignore calls it must be so
	bad()
	bad() // want `call of bad`
}

func sameLine() {
	bad() //lint:ignore calls it must be so
	bad() // want `call of bad`
}

func several() {
	//lint:ignore SA1000,calls,other it must be so
	bad()
	//lint:ignore calls it must be so
	//lint:ignore other it must be so
	bad()
	use(bad(), bad()) //lint:ignore calls both of them
}

func argument() {
	use(
		bad(), //lint:ignore calls it must be so
		bad(), // want `call of bad`
		//lint:ignore calls it must be so
		bad(),
	)
}

func blankLine() {
	use()

	//lint:ignore calls it must be so

	bad()
}

func branch(b bool) {
	//lint:ignore calls the condition
	if b && bad() > 0 {
		bad() // want `call of bad`
	} else if bad() > 1 { //lint:ignore calls the other condition
		bad() // want `call of bad`
	}
	switch {
	//lint:ignore calls the case
	case bad() > 0:
		bad() // want `call of bad`
	}
}

//lint:ignore calls the whole is one line
func oneLine() { bad() }

// documented has an ignore comment in its documentation.
//
//lint:ignore calls the whole is one line
func documented() { bad() }

var (
	//lint:ignore calls it must be so
	a = bad()
	b = bad() // want `call of bad`
)

type data struct{ n int }

var d = data{
	//lint:ignore calls it must be so
	n: bad(),
}

func notDirectives() {
	// lint:ignore calls a space makes it prose
	bad() // want `call of bad`
	/*lint:ignore calls only line comments count*/
	bad() // want `call of bad`
	//lint:ignorecalls it must be so
	bad() // want `call of bad`
	//lint:ignore callsite another check
	bad() // want `call of bad`
	//lint:ignore Calls another check
	bad() // want `call of bad`
}
