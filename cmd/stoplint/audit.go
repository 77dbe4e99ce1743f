package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"go/token"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/stoplint/stoplint/analyzer"
)

// obligation is one row of the audit.
type obligation struct {
	analyzer.Obligation
	pos token.Position
}

// writeAudit writes the obligations whose verdict was asked for, and the
// totals of all.
func writeAudit(w io.Writer, fs []finding, opts *options, show func(string) string) error {
	all, err := decodeObligations(fs)
	if err != nil {
		return err
	}
	listed := slices.DeleteFunc(slices.Clone(all), func(o obligation) bool { return !opts.audit.keeps(o.Verdict) })
	if opts.json {
		return writeAuditJSON(w, listed, sums(all), show)
	}
	return writeAuditText(w, listed, sums(all), show)
}

// decodeObligations returns the obligations that findings of the audit carry,
// in their order. Of an obligation that variants of a package judge
// differently, it returns the least favourable judgement.
func decodeObligations(fs []finding) ([]obligation, error) {
	var all []obligation
	type key struct {
		pos                         token.Position
		caller, callee, kind, class string
	}
	index := make(map[key]int)
	for _, f := range fs {
		decoded, err := analyzer.DecodeObligation(f.Message)
		if err != nil {
			return nil, err
		}
		o := obligation{decoded, f.Position}
		k := key{o.pos, o.Caller, o.Callee, o.Kind, o.Class}
		i, seen := index[k]
		switch {
		case !seen:
			index[k] = len(all)
			all = append(all, o)
		case severity(o.Verdict) > severity(all[i].Verdict):
			all[i] = o
		}
	}
	return all, nil
}

func severity(verdict string) int {
	switch verdict {
	case "violated":
		return 2
	case "unknown":
		return 1
	}
	return 0
}

// sum counts the obligations that have something in common.
type sum struct {
	By       string `json:"total"` // what they have in common: "check"
	Name     string `json:"name"`  // and which one: "unlockedcall"
	Met      int    `json:"met"`
	Violated int    `json:"violated"`
	Unknown  int    `json:"unknown"`
}

func (s *sum) add(verdict string) {
	switch verdict {
	case "met":
		s.Met++
	case "violated":
		s.Violated++
	case "unknown":
		s.Unknown++
	}
}

// sums counts obligations by check, by package and by lock class.
func sums(all []obligation) []*sum {
	var total []*sum
	for _, by := range []struct {
		name string
		of   func(obligation) string
	}{
		{"check", func(o obligation) string { return o.Check }},
		{"package", func(o obligation) string { return o.Package }},
		{"class", func(o obligation) string { return o.Class }},
	} {
		named := make(map[string]*sum)
		for _, o := range all {
			name := by.of(o)
			if named[name] == nil {
				named[name] = &sum{By: by.name, Name: name}
				total = append(total, named[name])
			}
			named[name].add(o.Verdict)
		}
		group := total[len(total)-len(named):]
		slices.SortFunc(group, func(a, b *sum) int { return cmp.Compare(a.Name, b.Name) })
	}
	return total
}

func writeAuditText(w io.Writer, listed []obligation, totals []*sum, show func(string) string) error {
	if len(totals) == 0 {
		_, err := fmt.Fprintln(w, "no obligations")
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, o := range listed {
		row := fmt.Sprintf("%s\t%s -> %s\t%s %s\t%s\t%s", positionText(o.pos, show), o.Caller, o.Callee, o.Kind, o.Subject, o.Verdict, o.Why)
		fmt.Fprintln(t, strings.TrimRight(row, "\t"))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	by := ""
	for _, s := range totals {
		if s.By != by {
			by = s.By
			fmt.Fprintf(t, "\nby %s\tmet\tviolated\tunknown\n", by)
		}
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\n", s.Name, s.Met, s.Violated, s.Unknown)
	}
	return t.Flush()
}

func writeAuditJSON(w io.Writer, listed []obligation, totals []*sum, show func(string) string) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, o := range listed {
		err := enc.Encode(struct {
			Position jsonPosition `json:"position"`
			analyzer.Obligation
		}{place(o.pos, show), o.Obligation})
		if err != nil {
			return err
		}
	}
	for _, s := range totals {
		if err := enc.Encode(s); err != nil {
			return err
		}
	}
	return nil
}
