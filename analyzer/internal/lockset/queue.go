package lockset

import (
	"golang.org/x/tools/go/ssa"
)

type ranked struct {
	block *ssa.BasicBlock
	rank  int
}

// workQueue orders blocks by their rank.
type workQueue []ranked

func (q workQueue) Len() int { return len(q) }

func (q workQueue) Less(i, j int) bool { return q[i].rank < q[j].rank }

func (q workQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

func (q *workQueue) Push(x any) { *q = append(*q, x.(ranked)) }

func (q *workQueue) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}

// ranks numbers blocks in reverse postorder, so that a block is visited after
// all that lead to it, loops apart.
func ranks(blocks []*ssa.BasicBlock) map[*ssa.BasicBlock]int {
	rank := make(map[*ssa.BasicBlock]int, len(blocks))
	visited := make(map[*ssa.BasicBlock]bool, len(blocks))
	n := len(blocks)
	type frame struct {
		b *ssa.BasicBlock
		i int
	}
	stack := []frame{{blocks[0], 0}}
	visited[blocks[0]] = true
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		if top.i < len(top.b.Succs) {
			succ := top.b.Succs[top.i]
			top.i++
			if !visited[succ] {
				visited[succ] = true
				stack = append(stack, frame{succ, 0})
			}
			continue
		}
		n--
		rank[top.b] = n
		stack = stack[:len(stack)-1]
	}
	return rank
}

func instructions(blocks []*ssa.BasicBlock) int {
	n := 0
	for _, b := range blocks {
		n += len(b.Instrs)
	}
	return n
}
