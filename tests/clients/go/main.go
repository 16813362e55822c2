// The command registers an invented person, logs in, and reads refusals: an example of a client in Go.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	identity "example.com/kabinet-client/generated/kabinet/identity/v1"
	profile "example.com/kabinet-client/generated/kabinet/profile/v1"
	sinks "example.com/kabinet-client/generated/kabinet/sinks/v1"
)

func main() {
	log.SetFlags(0)
	portBase := flag.Int("port-base", 7100, "as of `kabinet dev`")
	flag.Parse()
	journey, err := newJourney(*portBase)
	if err != nil {
		log.Fatal(err)
	}
	if err := journey.walk(context.Background()); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("go: %d steps, all answered as expected\n", journey.steps)
}

func newJourney(portBase int) (*journey, error) {
	var failed error
	connection := func(offset int) *grpc.ClientConn {
		address := fmt.Sprintf("127.0.0.1:%d", portBase+offset)
		connection, err := grpc.NewClient(
			address, grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			failed = err
		}
		return connection
	}
	services := connection(1)
	return &journey{
		registrations: identity.NewRegistrationServiceClient(services),
		sessions:      identity.NewSessionServiceClient(services),
		profiles:      profile.NewProfileServiceClient(connection(2)),
		inbox:         sinks.NewInboxServiceClient(connection(81)),
		person:        newPerson(),
	}, failed
}
