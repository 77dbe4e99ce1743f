/* want `this ignore comment silences nothing: there is no finding of check calls in this file` */ //lint:file-ignore calls there was one

package unused

/* want `this ignore comment silences nothing: there is no finding of check calls here` */ //lint:ignore calls there was one
type t int

/* want `this ignore comment gives no reason, so it silences nothing` */ //lint:file-ignore calls
