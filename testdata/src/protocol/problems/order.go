//stoplint:order guarded.mu guarded.rw
//stoplint:order guarded.mu // want `//stoplint:order needs the name of a mutex`
//stoplint:order guarded.rw guarded.mu // want `//stoplint:order guarded.rw guarded.mu contradicts //stoplint:order guarded.mu guarded.rw`
//stoplint:order guarded.mu guarded.mu // want `guarded.mu stands twice in one order`
//stoplint:order guarded.mu nosuch // want `order names no mutex: "nosuch" is neither declared with //stoplint:mutex nor a path to a mutex`
package problems

//stoplint:order guarded.mu guarded.rw // want `//stoplint:order belongs on a package clause, not on a type`
type notPackage int
