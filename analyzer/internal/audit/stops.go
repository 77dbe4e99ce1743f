package audit

import (
	"github.com/stoplint/stoplint/analyzer/internal/lockset"
	"github.com/stoplint/stoplint/analyzer/internal/pairing"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// stopObligation is the obligation that a begin be ended, or that an end have
// been begun.
func stopObligation(j pairing.Judgement) Obligation {
	kind := "ends"
	if j.Op.Begin {
		kind = "begins"
	}
	source := protocol.Inferred.String()
	if j.Op.Level == 0 {
		source = "contract"
	}
	verdict, why := stopVerdict(j)
	return Obligation{
		Check:   "unpairedstop",
		Caller:  j.Caller,
		Callee:  j.Op.Callee,
		Kind:    kind,
		Subject: "a stop on " + j.Op.Thing,
		Class:   j.Op.Class.String(),
		Source:  source,
		Verdict: verdict.String(),
		Why:     why,
	}
}

func stopVerdict(j pairing.Judgement) (lockset.Verdict, string) {
	switch j.Verdict {
	case pairing.Paired:
		if j.Op.Begin {
			return lockset.Met, "ended"
		}
		return lockset.Met, "begun before"
	case pairing.Passed:
		return lockset.Met, "the callers are judged"
	case pairing.Open:
		if j.Op.Begin {
			return lockset.Unknown, "open pair: " + j.Partner + " ends it"
		}
		return lockset.Unknown, "open pair: " + j.Partner + " begins it"
	case pairing.Mistaken:
		if j.Op.Begin {
			return lockset.Violated, "not ended"
		}
		return lockset.Violated, "not begun before"
	}
	if j.Op.Begin {
		return lockset.Unknown, "it cannot be told what ends it"
	}
	return lockset.Unknown, "it cannot be told what it ends"
}
