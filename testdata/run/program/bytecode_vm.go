// run

// A tokenizer, compiler and stack machine for a small language with functions, loops and closures over slots.
package main

import (
	"fmt"
	"strconv"
	"strings"
)

type op byte

const (
	push op = iota
	load
	store
	add
	sub
	mul
	div
	less
	jump
	jumpZero
	call
	ret
	out
	halt
)

var opNames = [...]string{"push", "load", "store", "add", "sub", "mul", "div", "less", "jump", "jumpZero", "call", "ret", "out", "halt"}

func (o op) String() string { return opNames[o] }

type instr struct {
	op  op
	arg int
}

type compiler struct {
	toks  []string
	pos   int
	code  []instr
	vars  map[string]int
	funcs map[string]int
}

func (c *compiler) next() string {
	if c.pos == len(c.toks) {
		panic("unexpected end of program")
	}
	c.pos++
	return c.toks[c.pos-1]
}

func (c *compiler) peek() string {
	if c.pos == len(c.toks) {
		return ""
	}
	return c.toks[c.pos]
}

func (c *compiler) want(s string) {
	if t := c.next(); t != s {
		panic(fmt.Sprintf("want %q, got %q at token %d", s, t, c.pos))
	}
}

func (c *compiler) emit(o op, arg int) int {
	c.code = append(c.code, instr{o, arg})
	return len(c.code) - 1
}

func (c *compiler) slot(name string) int {
	if _, ok := c.vars[name]; !ok {
		c.vars[name] = len(c.vars)
	}
	return c.vars[name]
}

func (c *compiler) primary() {
	switch t := c.next(); {
	case t == "(":
		c.expr(0)
		c.want(")")
	case t[0] >= '0' && t[0] <= '9':
		n, err := strconv.Atoi(t)
		if err != nil {
			panic(err)
		}
		c.emit(push, n)
	case c.peek() == "(":
		c.next()
		for n := 0; c.peek() != ")"; n++ {
			if n > 0 {
				c.want(",")
			}
			c.expr(0)
		}
		c.want(")")
		addr, ok := c.funcs[t]
		if !ok {
			panic("no function " + t)
		}
		c.emit(call, addr)
	default:
		c.emit(load, c.slot(t))
	}
}

var precedence = map[string]struct {
	level int
	op    op
}{"<": {1, less}, "+": {2, add}, "-": {2, sub}, "*": {3, mul}, "/": {3, div}}

func (c *compiler) expr(min int) {
	c.primary()
	for {
		p, ok := precedence[c.peek()]
		if !ok || p.level <= min {
			return
		}
		c.next()
		c.expr(p.level)
		c.emit(p.op, 0)
	}
}

func (c *compiler) block() {
	c.want("{")
	for c.peek() != "}" {
		c.statement()
	}
	c.next()
}

func (c *compiler) statement() {
	switch t := c.next(); t {
	case "print":
		c.expr(0)
		c.emit(out, 0)
	case "while":
		top := len(c.code)
		c.expr(0)
		exit := c.emit(jumpZero, 0)
		c.block()
		c.emit(jump, top)
		c.code[exit].arg = len(c.code)
	case "if":
		c.expr(0)
		skip := c.emit(jumpZero, 0)
		c.block()
		if c.peek() == "else" {
			c.next()
			end := c.emit(jump, 0)
			c.code[skip].arg = len(c.code)
			c.block()
			skip = end
		}
		c.code[skip].arg = len(c.code)
	case "func":
		over := c.emit(jump, 0)
		name := c.next()
		c.funcs[name] = len(c.code)
		outer := c.vars
		c.vars = map[string]int{}
		c.want("(")
		var params []int
		for c.peek() != ")" {
			if len(params) > 0 {
				c.want(",")
			}
			params = append(params, c.slot(c.next()))
		}
		c.want(")")
		for i := len(params) - 1; i >= 0; i-- {
			c.emit(store, params[i])
		}
		c.block()
		c.emit(push, 0)
		c.emit(ret, 0)
		c.vars = outer
		c.code[over].arg = len(c.code)
	case "return":
		c.expr(0)
		c.emit(ret, 0)
	default:
		c.want("=")
		c.expr(0)
		c.emit(store, c.slot(t))
	}
}

func compile(src string) (code []instr, err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("compile: %v", e)
		}
	}()
	for _, s := range []string{"(", ")", "{", "}", "+", "-", "*", "/", "<", "=", ","} {
		src = strings.ReplaceAll(src, s, " "+s+" ")
	}
	c := &compiler{toks: strings.Fields(src), vars: map[string]int{}, funcs: map[string]int{}}
	for c.pos < len(c.toks) {
		c.statement()
	}
	c.emit(halt, 0)
	return c.code, nil
}

type frame struct {
	ret  int
	vars [16]int
}

func run(code []instr) (output []int, steps int, err error) {
	var stack []int
	frames := []frame{{}}
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("after %d steps: %v", steps, e)
		}
	}()
	pop := func() int { v := stack[len(stack)-1]; stack = stack[:len(stack)-1]; return v }
	binary := func(f func(a, b int) int) { b, a := pop(), pop(); stack = append(stack, f(a, b)) }
	for pc := 0; ; steps++ {
		in := code[pc]
		pc++
		f := &frames[len(frames)-1]
		switch in.op {
		case push:
			stack = append(stack, in.arg)
		case load:
			stack = append(stack, f.vars[in.arg])
		case store:
			f.vars[in.arg] = pop()
		case add:
			binary(func(a, b int) int { return a + b })
		case sub:
			binary(func(a, b int) int { return a - b })
		case mul:
			binary(func(a, b int) int { return a * b })
		case div:
			binary(func(a, b int) int { return a / b })
		case less:
			binary(func(a, b int) int {
				if a < b {
					return 1
				}
				return 0
			})
		case jump:
			pc = in.arg
		case jumpZero:
			if pop() == 0 {
				pc = in.arg
			}
		case call:
			frames = append(frames, frame{ret: pc})
			pc = in.arg
		case ret:
			pc = f.ret
			frames = frames[:len(frames)-1]
		case out:
			output = append(output, pop())
		case halt:
			return
		}
	}
}

func main() {
	for _, src := range []string{
		"x = 1 while x < 100 { print x x = x * 3 }",
		"func fib(n) { if n < 2 { return n } return fib(n - 1) + fib(n - 2) } print fib(20) print fib(1)",
		"func gcd(a, b) { while 0 < b { t = a - a / b * b a = b b = t } return a } print gcd(1071, 462) print gcd(17, 5)",
		"func p(n) { i = 2 while i * i < n + 1 { if n - n / i * i < 1 { return 0 } i = i + 1 } return 1 } k = 2 while k < 40 { if p(k) { print k } else { } k = k + 1 }",
		"print 1 + 2 * 3 - (4 - 5) * 6 / 4 < 10", "print 10 / (5 - 5)", "print x", "print (1", "print f(1)", "while { }", "func r(n) { return r(n + 1) / 0 } print 7 / 2 print 99999999999999999999",
	} {
		code, err := compile(src)
		if err != nil {
			fmt.Println(err)
			continue
		}
		o, steps, err := run(code)
		fmt.Println(len(code), code[0], code[len(code)-1].op, o, steps, err)
	}
}
