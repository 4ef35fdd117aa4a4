using Spectre.Console;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Api;

internal static class ProblemReport
{
    private const int MostFaults = 50;

    public static void Write(Problem problem, Terminal terminal)
    {
        var console = terminal.Error;
        console.MarkupLineInterpolated($"[red]error:[/] {problem.Title} [grey]({problem.Code}, HTTP {problem.Status})[/]");

        // A single fault is what the title says already.
        if (problem.Errors is [{ Line: null } only] && only.Message == problem.Title)
        {
            console.MarkupLineInterpolated($"  {only.Field ?? "-"}  [yellow]{only.Code ?? ""}[/]");
        }
        else if (problem.Errors.Count > 0)
        {
            console.Write(FaultTable(problem.Errors));
        }

        if (problem.Errors.Count > MostFaults)
        {
            console.MarkupLineInterpolated($"  … and {problem.Errors.Count - MostFaults} more (--json shows all)");
        }

        if (problem.Status is 401)
        {
            console.MarkupLineInterpolated($"  Give the function key with --key or VIDEOPIPELINE_KEY.");
        }
    }

    private static Table FaultTable(IReadOnlyList<FieldFault> faults)
    {
        var withLines = faults.Any(fault => fault.Line is not null);
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        table.AddColumns([.. withLines ? ["line"] : Array.Empty<string>(), "field", "code", "message"]);
        foreach (var fault in faults.Take(MostFaults))
        {
            table.AddRow([
                .. withLines ? [new Text($"  line {fault.Line}")] : Array.Empty<Text>(),
                new Text($"  {fault.Field ?? "-"}"),
                new Text(fault.Code ?? "", new Style(Color.Yellow)),
                new Text(fault.Message ?? ""),
            ]);
        }

        return table;
    }
}
