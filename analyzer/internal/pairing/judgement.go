package pairing

import "github.com/stoplint/stoplint/analyzer/internal/lockset"

// judgements gives the verdict on every begin and end of the package.
func (j *judge) judgements(res *Result) []Judgement {
	wrong := map[*lockset.StopOp]bool{}
	for _, f := range res.Mistakes {
		for _, op := range [...]*lockset.StopOp{f.Begin, f.End} {
			wrong[op] = true
		}
	}
	for _, o := range res.Orphans {
		wrong[o.Op] = true
	}
	var out []Judgement
	for _, f := range j.funcs {
		for _, op := range f.Ops {
			jm := Judgement{Op: op, Caller: f.Name, Verdict: Paired}
			switch {
			case wrong[op]:
				jm.Verdict = Mistaken
			case op.Lost:
				jm.Verdict = Unknown
			case op.Passed:
				jm.Verdict, jm.Partner = j.passed(f, op)
			case !op.Paired:
				jm.Verdict = Unknown
			}
			out = append(out, jm)
		}
	}
	return out
}

// passed is the verdict on an operation that f leaves to its callers.
func (j *judge) passed(f *lockset.StopFunction, op *lockset.StopOp) (Verdict, string) {
	if f.Obj == nil {
		return Passed, "" // judged where the function literal is called or handed on
	}
	for _, h := range j.of[f.Fn] {
		if h.net.Op != op {
			continue
		}
		switch h.settled {
		case byPartner:
			return Open, h.partner.fn.Name
		case lostSight, outOfSight, byReach, elsewhere:
			return Unknown, ""
		}
	}
	return Passed, ""
}
