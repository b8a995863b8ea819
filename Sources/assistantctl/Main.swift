import ArgumentParser
import Commands

@main
struct Main {
    static func main() async {
        ProcessStreams.prepare()
        await AssistantCtl.run(Array(CommandLine.arguments.dropFirst()))
    }
}
