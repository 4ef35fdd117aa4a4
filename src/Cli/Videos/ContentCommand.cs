using System.CommandLine;
using System.Text.Json.Nodes;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Videos;

internal static class ContentCommand
{
    public static Command Create(CommandSetup setup)
    {
        var id = new Argument<string>("ID") { Description = "The job" };
        var output = new Option<string>("--output", "-o") { Description = "The MP4 file to write", Required = true, HelpName = "FILE" };
        return setup.Command(
            "content",
            "Download a job's video and check it against the length and SHA-256 of the job",
            (session, parse, cancellationToken) =>
                RunAsync(session, parse.GetRequiredValue(id), parse.GetRequiredValue(output), cancellationToken),
            id, output);
    }

    private static async Task<ExitCode> RunAsync(Session session, string id, string output, CancellationToken cancellationToken)
    {
        var job = Job.Read(await session.Host.GetVideoAsync(id, cancellationToken));
        var path = session.Surroundings.PathOf(output);
        var facts = await DownloadAsync(session, id, path, cancellationToken);
        if (facts.DifferenceFrom(job.Output?.Video) is { } difference)
        {
            throw new CommandFailedException($"{output} was written, but it is {difference}.");
        }

        session.Terminal.Document(new JsonObject { ["id"] = id, ["file"] = path, ["bytes"] = facts.Bytes, ["sha256"] = facts.Sha256 });
        session.Terminal.Line("{0}  {1} bytes, SHA-256 {2}", output, $"{facts.Bytes}", facts.Sha256);
        return ExitCode.Ok;
    }

    private static async Task<VideoFacts> DownloadAsync(Session session, string id, string path, CancellationToken cancellationToken)
    {
        // A broken download must not stand where a whole one was.
        var partial = path + ".part";
        try
        {
            VideoFacts facts;
            await using (var file = File.Create(partial))
            {
                facts = await VideoContent.DownloadAsync(session, id, file, cancellationToken);
            }

            File.Move(partial, path, overwrite: true);
            return facts;
        }
        catch (Exception fault) when (fault is (IOException and not HttpIOException) or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"{path} cannot be written: {fault.Message}");
        }
        finally
        {
            if (File.Exists(partial))
            {
                File.Delete(partial);
            }
        }
    }
}
