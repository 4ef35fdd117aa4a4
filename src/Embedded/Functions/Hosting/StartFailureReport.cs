using Microsoft.Extensions.Options;
using VideoPipeline.Embedded.Azurite;

namespace VideoPipeline.Embedded.Functions;

/// <summary>
/// Tells a person why the program does not start: one line per cause on standard error and exit code 1. Tests that host the
/// app get the exception, and so does everybody for a cause that is none of the expected ones.
/// </summary>
internal sealed class StartFailureReport(bool isEntryProgram)
{
    public bool Handles(Exception exception)
    {
        if (!isEntryProgram || Explain(exception) is not { } explanation)
        {
            return false;
        }

        Console.Error.WriteLine(explanation);
        Environment.ExitCode = 1;
        return true;
    }

    /// <summary>Null for what only a stack trace explains.</summary>
    public static string? Explain(Exception exception) => exception switch
    {
        HostStartException or FunctionBindingException or AzuriteException => exception.Message,
        OptionsValidationException options => string.Join(Environment.NewLine, options.Failures),

        // A port is taken; the host's own parts (the durable store is held by another process).
        IOException => exception.Message,
        InvalidOperationException { TargetSite.DeclaringType.Namespace: { } thrower }
            when thrower.StartsWith("VideoPipeline.Embedded", StringComparison.Ordinal) => exception.Message,
        AggregateException { InnerExceptions: [var single] } => Explain(single),
        _ => null,
    };
}
