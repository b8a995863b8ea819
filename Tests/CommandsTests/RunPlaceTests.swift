import Commands
import Testing

@Suite("Commands that messages name")
struct RunPlaceTests {
    private let place = RunPlace(environment: "staging", folder: "my bots")

    @Test(
        "a command that works on an environment gets the place of the run",
        arguments: [
            ("run `assistantctl apply` first", "run `assistantctl apply --env staging --dir 'my bots'` first"),
            (
                "`assistantctl plan --destroy`, then `assistantctl destroy --yes`",
                "`assistantctl plan --destroy --env staging --dir 'my bots'`, then "
                    + "`assistantctl destroy --yes --env staging --dir 'my bots'`"
            ),
        ]
    )
    func completes(text: String, completed: String) { #expect(place.completing(text) == completed) }

    @Test("a name is one word of a shell, also with an accent behind a quote")
    func words() {
        let place = RunPlace(folder: "it'\u{301}s")
        #expect(place.completing("`assistantctl plan`") == "`assistantctl plan --dir 'it'\\''\u{301}s'`")
    }

    @Test(
        "what names a place, or has none, stays as it is",
        arguments: [
            "`assistantctl plan --env=production --dir bots`", "`assistantctl init` writes a project",
            "`assistantctl help` lists the commands", "`forget` in that project takes the marks off",
            "assistantctl plan",
        ]
    )
    func leaves(text: String) { #expect(place.completing(text) == text) }

    @Test("a saved plan knows its environment, and its project has a folder")
    func savedPlan() {
        #expect(
            place.completing("`assistantctl apply a.plan --yes`")
                == "`assistantctl apply a.plan --yes --dir 'my bots'`"
        )
        #expect(
            place.completing("`assistantctl show release 2`")
                == "`assistantctl show release 2 --env staging --dir 'my bots'`"
        )
    }

    @Test("without a choice nothing is added")
    func nowhere() {
        let text = "`assistantctl apply`"
        #expect(RunPlace().completing(text) == text)
    }
}
