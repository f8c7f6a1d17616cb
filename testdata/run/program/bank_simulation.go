// run

// Accounts with errors of several types, transactions through channels, an audit log, and rollback by defer.
package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

type cents int64

func (c cents) String() string {
	sign := ""
	if c < 0 {
		sign, c = "-", -c
	}
	return fmt.Sprintf("%s%d.%02d", sign, c/100, c%100)
}

type account struct {
	name    string
	balance cents
	limit   cents
}

type insufficient struct {
	account *account
	want    cents
}

func (e *insufficient) Error() string {
	return fmt.Sprintf("%s has %v, wants %v", e.account.name, e.account.balance, e.want)
}

var errUnknown = errors.New("unknown account")

type bank struct {
	mu       sync.Mutex
	accounts map[string]*account
	log      []string
}

func (b *bank) find(name string) (*account, error) {
	if a, ok := b.accounts[name]; ok {
		return a, nil
	}
	return nil, fmt.Errorf("%w: %q", errUnknown, name)
}

type step struct {
	from, to string
	amount   cents
}

// apply does all steps or none.
func (b *bank) apply(steps ...step) (err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	saved := map[*account]account{}
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("internal: %v", e)
		}
		if err != nil {
			for a, old := range saved {
				*a = old
			}
			b.log = append(b.log, "rolled back: "+err.Error())
		}
	}()
	for _, s := range steps {
		from, err1 := b.find(s.from)
		to, err2 := b.find(s.to)
		if err := errors.Join(err1, err2); err != nil {
			return err
		}
		for _, a := range []*account{from, to} {
			if _, ok := saved[a]; !ok {
				saved[a] = *a
			}
		}
		if s.amount <= 0 {
			panic(fmt.Sprintf("amount %v", s.amount))
		}
		if from.balance-s.amount < -from.limit {
			return &insufficient{from, s.amount}
		}
		from.balance -= s.amount
		to.balance += s.amount
	}
	b.log = append(b.log, fmt.Sprintf("%d steps", len(steps)))
	return nil
}

func (b *bank) total() (t cents) {
	for _, a := range b.accounts {
		t += a.balance
	}
	return
}

func main() {
	b := &bank{accounts: map[string]*account{}}
	for i, n := range []string{"ann", "bob", "cid", "dot"} {
		b.accounts[n] = &account{name: n, balance: cents(i+1) * 10000, limit: cents(i) * 500}
	}
	for _, steps := range [][]step{
		{{"ann", "bob", 2550}}, {{"ann", "bob", 5000}, {"bob", "cid", 40000}}, {{"ann", "bob", 99999}}, {{"ann", "eve", 1}, {"x", "y", 1}}, {{"zed", "eve", 1}}, {{"cid", "dot", 100}, {"dot", "cid", -5}}, {{"dot", "ann", 41000}}, {},
	} {
		err := b.apply(steps...)
		var ins *insufficient
		switch {
		case errors.As(err, &ins):
			fmt.Println("insufficient:", ins, "by", ins.want-ins.account.balance)
		case errors.Is(err, errUnknown):
			fmt.Println("unknown:", strings.ReplaceAll(err.Error(), "\n", "; "))
		case err != nil:
			fmt.Println("error:", err)
		default:
			fmt.Println("ok", b.accounts["ann"].balance, b.accounts["bob"].balance, b.accounts["cid"].balance, b.accounts["dot"].balance)
		}
	}
	fmt.Println(len(b.log), b.total())

	names := []string{"ann", "bob", "cid", "dot"}
	requests := make(chan step)
	var wg sync.WaitGroup
	var mu sync.Mutex
	results := map[bool]int{}
	for range 4 {
		wg.Go(func() {
			for s := range requests {
				ok := b.apply(s) == nil
				mu.Lock()
				results[ok]++
				mu.Unlock()
			}
		})
	}
	for i := range 1000 {
		requests <- step{names[i%4], names[(i*i+1)%4], cents(i%700 + 1)}
	}
	close(requests)
	wg.Wait()
	fmt.Println(results[true]+results[false], b.total(), cents(-5), cents(-1234567))
	ok := true
	for _, a := range b.accounts {
		ok = ok && a.balance >= -a.limit
	}
	fmt.Println(ok, slices.ContainsFunc(b.log, func(s string) bool { return strings.Contains(s, "internal") }))
}
