using System.CommandLine;
using System.Text.Json.Nodes;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Videos;

internal static class ResolveCommand
{
    public static Command Create(CommandSetup setup)
    {
        var id = new Argument<string>("ID") { Description = "The ambiguous job" };
        var task = new Option<string?>("--task-id") { Description = "The provider accepted it: adopt this task, after the provider confirms it is ours", HelpName = "TASK" };
        var resubmit = new Option<bool>("--resubmit") { Description = "The provider did not accept it: send it again" };
        var abandon = new Option<bool>("--abandon") { Description = "Give it up" };
        var key = new Option<string?>("--operator-key") { Description = "The host's operator key (environment: VIDEOPIPELINE_OPERATOR_KEY)", HelpName = "KEY" };
        var command = setup.Command(
            "resolve",
            "Answer for an ambiguous job, of which nobody knows whether its provider accepted it",
            async (session, parse, cancellationToken) =>
            {
                var answer = parse.GetValue(task) is { } taskId
                    ? new JsonObject { ["task_id"] = taskId }
                    : new JsonObject { ["action"] = parse.GetValue(resubmit) ? "resubmit" : "abandon" };
                var operatorKey = parse.GetValue(key) ?? session.Surroundings.Variable("VIDEOPIPELINE_OPERATOR_KEY");
                var json = await session.Host.ResolveVideoAsync(parse.GetRequiredValue(id), answer, operatorKey, cancellationToken);
                session.Terminal.Document(json);
                session.Terminal.Line("{0}  resolved, follow it with: {1} watch {0}", parse.GetRequiredValue(id), session.Surroundings.Self);
                return ExitCode.Ok;
            },
            id, task, resubmit, abandon, key);
        command.Validators.Add(result =>
        {
            Option[] answers = [task, resubmit, abandon];
            if (answers.Count(option => result.GetResult(option) is { Implicit: false }) != 1)
            {
                result.AddError("Give exactly one of --task-id, --resubmit and --abandon.");
            }
        });
        return command;
    }
}
