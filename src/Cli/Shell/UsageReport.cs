using System.CommandLine;

namespace VideoPipeline.Cli.Shell;

internal static class UsageReport
{
    public static ExitCode Write(ParseResult parse, Surroundings surroundings, GlobalOptions globals)
    {
        var messages = parse.Errors.Select(error => error.Message).Distinct().ToList();
        if (globals.Json(parse))
        {
            globals.Terminal(parse).Problem("usage", string.Join(' ', messages));
        }

        foreach (var message in messages)
        {
            surroundings.Error.WriteLine($"error: {message}");
        }

        surroundings.Error.WriteLine($"Try '{surroundings.Self} {PathOf(parse)}--help'.");
        return ExitCode.Usage;
    }

    private static string PathOf(ParseResult parse)
    {
        var names = new Stack<string>();
        for (var command = parse.CommandResult; command.Parent is System.CommandLine.Parsing.CommandResult parent; command = parent)
        {
            names.Push(command.Command.Name);
        }

        return string.Concat(names.Select(name => name + " "));
    }
}
