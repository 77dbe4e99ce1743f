package protocol

import (
	"go/ast"
	"go/types"
	"regexp"
	"strings"
)

// orderPair and orderAdvice state the order of two mutexes.
var (
	orderPair = regexp.MustCompile(`^(\S+|This mutex|This lock) (?:must|is|has|should)(?: always)?(?: to)?(?: be)?(?: always)? ` +
		`(?:locked|acquired|taken|obtained)(?: (only|always))? (before|after|within|inside|under) (\S+?)(?:,? (?:if|when) both .*)?$`)
	orderAdvice = regexp.MustCompile(`^(?:Always )?(?:[Ll]ock|[Aa]cquire|[Tt]ake) (\S+) before (\S+)$`)
)

// orderedPairs reads sentences such as "mu must be locked before Clock.mu." In the
// comment on a field, fields, the mutex may go without its name.
func (b *builder) orderedPairs(doc *ast.CommentGroup, sc *scope, fields []*types.Var) {
	if !groupContains(doc, "before") && !groupContains(doc, "after") && !groupContains(doc, "within") && !groupContains(doc, "inside") && !groupContains(doc, "under") {
		return
	}
	for _, sent := range sentences(doc) {
		text := strings.TrimSuffix(strings.Join(strings.Fields(sent.text), " "), ".")
		outer, inner := "", ""
		if m := orderPair.FindStringSubmatch(text); m != nil {
			inner, outer = m[1], m[4]
			if m[3] == "before" {
				outer, inner = inner, outer
			}
		} else if m := orderAdvice.FindStringSubmatch(text); m != nil {
			outer, inner = m[1], m[2]
		} else {
			continue
		}
		named := func(name string) string {
			switch name {
			case "It", "This mutex", "This lock":
				if len(fields) == 1 {
					return fields[0].Name()
				}
			}
			return name
		}
		x, ok := b.orderName(named(outer), sc)
		y, ok2 := b.orderName(named(inner), sc)
		if ok && ok2 {
			b.addOrder(x, y, Source{Kind: Prose, Text: sent.text, Pos: sent.pos})
		}
	}
}
