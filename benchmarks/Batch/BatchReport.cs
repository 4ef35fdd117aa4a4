using System.Globalization;
using Spectre.Console;

namespace VideoPipeline.Benchmarks.Batch;

/// <summary>What came of a run, against its goals.</summary>
internal static class BatchReport
{
    private const double LeastShare = 0.8;
    private const long MostMemory = 512L * 1024 * 1024;

    // A completion stands for up to four events: what it answers, and the start and end of its turn.
    private const int MostCompletions = 50;

    // As host.json has it.
    private const int ActivitiesAtOnce = 16;

    /// <returns>The exit code: 1 when a goal is missed.</returns>
    public static int Show(BatchBenchmarkOptions options, BatchRun run, int accepted, BatchSplit split, BlobsAloneFigures? alone)
    {
        // A kill leaves as many submits without an answer as activities run at once.
        var unknowable = options.Kill ? ActivitiesAtOnce : 0;
        List<Figure> figures =
        [
            new("Items accounted for", $"{run.Results}", $"{options.Items}", run.Results == options.Items),
            new("Items that succeeded", $"{run.Succeeded}", $"{options.Items - unknowable}", run.Succeeded >= options.Items - unknowable),
            new("Items of which nobody can tell", $"{run.Ambiguous}", $"{unknowable}", run.Succeeded + run.Ambiguous == options.Items && run.Ambiguous <= unknowable),
            new("Tasks at the resellers", $"{accepted}", $"{options.Items}", accepted >= run.Succeeded && accepted <= options.Items),
            new("Largest history of a lane", $"{run.LargestHistory} completions", $"{MostCompletions}", run.LargestHistory <= MostCompletions),
            new("Peak memory of the app", $"{run.PeakMemory / (1024 * 1024)} MB", $"{MostMemory / (1024 * 1024)} MB", run.PeakMemory < MostMemory),
            .. Throughput(options, run, alone),
            .. Times(options, run, split),
            .. Processor(options, split, alone),
        ];
        var table = new Table().AddColumns("What", "Figure", "Goal", "Met");
        table.Title = new TableTitle(string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Items:N0} items, {options.Lanes} at once, generation {options.GenerationSeconds} s{(options.Kill ? ", app killed in the middle" : "")}{(options.Indexed ? ", Azurite indexed" : "")}"));
        foreach (var figure in figures)
        {
            table.AddRow(figure.What, figure.Value, figure.Goal ?? "", figure.IsMet switch { true => "yes", false => "no", null => "" });
        }

        AnsiConsole.Write(table);
        return figures.All(figure => figure.IsMet != false) ? 0 : 1;
    }

    private static IEnumerable<Figure> Throughput(BatchBenchmarkOptions options, BatchRun run, BlobsAloneFigures? alone)
    {
        var perSecond = options.Items / run.Elapsed.TotalSeconds;
        yield return new Figure("Throughput", Per(perSecond));
        if (alone is null)
        {
            yield break;
        }

        var share = perSecond / alone.ItemsPerSecond;
        yield return new Figure("The same blob operations alone", Per(alone.ItemsPerSecond));

        // What takes a while to be generated is not held up by its blobs.
        yield return options.GenerationSeconds > 0
            ? new Figure("Share", Percent(share))
            : new Figure("Share", Percent(share), Percent(LeastShare), share >= LeastShare);
    }

    // An item has its lane for itself: where that time goes, whichever process works meanwhile.
    private static IEnumerable<Figure> Times(BatchBenchmarkOptions options, BatchRun run, BatchSplit split)
    {
        var lane = run.Elapsed * options.Lanes;
        yield return new Figure("Time of an item in its lane", Milliseconds(lane, options.Items));
        yield return new Figure("  waiting for Azurite", Milliseconds(split.Azurite.Time, options.Items));
        yield return new Figure("  waiting for HTTP (resellers, result files)", Milliseconds(split.Resellers.Time, options.Items));
        yield return new Figure("  engine, timers, waiting for a processor", Milliseconds(lane - split.Azurite.Time - split.Resellers.Time, options.Items));
    }

    private static IEnumerable<Figure> Processor(BatchBenchmarkOptions options, BatchSplit split, BlobsAloneFigures? alone)
    {
        yield return new Figure("Processor time per item: Azurite", Milliseconds(split.AzuriteCpu, options.Items));
        yield return new Figure("Processor time per item: app", Milliseconds(split.AppCpu, options.Items));
        yield return new Figure("Processor time per item: resellers", Milliseconds(split.ResellersCpu, options.Items));
        yield return new Figure("Allocated by the app per item", $"{split.AllocatedBytes / options.Items / 1024} KB");
        yield return new Figure("Blob operations per item", Each(split.Azurite.Count, options.Items));
        if (alone is not null)
        {
            yield return new Figure("Alone: processor time per item, Azurite", Milliseconds(alone.AzuriteCpu, alone.Items));
            yield return new Figure("Alone: processor time per item, storage client", Milliseconds(alone.ClientCpu, alone.Items));
            yield return new Figure("Alone: blob operations per item", Each(alone.Operations, alone.Items));
        }
    }

    private static string Per(double itemsPerSecond) => string.Create(CultureInfo.InvariantCulture, $"{itemsPerSecond:0.0} items/s");

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %");

    private static string Each(long count, int items) => string.Create(CultureInfo.InvariantCulture, $"{(double)count / items:0.00}");

    private static string Milliseconds(TimeSpan time, int items) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds / items:0.0} ms");
}

internal sealed record BatchRun(TimeSpan Elapsed, int Results, int Succeeded, int Ambiguous, int LargestHistory, long PeakMemory);

/// <summary>What the app waited for, summed over its requests, and who had the processor.</summary>
internal sealed record BatchSplit(RequestSum Azurite, RequestSum Resellers, TimeSpan AppCpu, TimeSpan AzuriteCpu, TimeSpan ResellersCpu, long AllocatedBytes);
