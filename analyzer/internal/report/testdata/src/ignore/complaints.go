package ignore

func noReason() {
	/* want `this ignore comment gives no reason, so it silences nothing` */ //lint:ignore calls

	bad() // want `call of bad`
}

func nothingThere() {
	/* want `this ignore comment silences nothing: there is no finding of check calls here` */ //lint:ignore calls there was one
	use()

	bad() // want `call of bad`
}

func tooFar() {
	/* want `this ignore comment silences nothing: there is no finding of check calls here` */ //lint:ignore calls not on the next line
	use(
		bad(), // want `call of bad`
	)
}

func twice() {
	//lint:ignore calls once
	bad() //lint:ignore calls twice
}

func anotherCheck() {
	//lint:ignore other it must be so
	use()
	//lint:ignore other
	use()
	//lint:ignore
	use()
}
