using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace VideoPipeline.Embedded.Azurite;

/// <summary>What Azurite says while it starts: where it listens, or why it does not.</summary>
internal sealed partial class AzuriteOutput
{
    private const int KeptLines = 20;

    private readonly Process process;
    private readonly TaskCompletionSource<int> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> lines = new();

    public AzuriteOutput(Process process)
    {
        this.process = process;
        process.EnableRaisingEvents = true;
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Exited += (_, _) => OnExited();
    }

    public Task<int> Ready => ready.Task;

    public string Text
    {
        get
        {
            lock (lines)
            {
                return string.Join(' ', lines);
            }
        }
    }

    public void Begin()
    {
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Read(string? line)
    {
        if (string.IsNullOrWhiteSpace(line) || ready.Task.IsCompleted)
        {
            return;
        }

        if (Listens().Match(line) is { Success: true } match)
        {
            ready.TrySetResult(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
            return;
        }

        lock (lines)
        {
            lines.Enqueue(line);
            if (lines.Count > KeptLines)
            {
                lines.Dequeue();
            }
        }
    }

    private void OnExited()
    {
        // Waits until the last line has been read: it says why.
        process.WaitForExit();
        var reason = Text.Contains("EADDRINUSE", StringComparison.Ordinal)
            ? "its port is taken by another program."
            : $"it ended with code {process.ExitCode}. {Text}";
        ready.TrySetException(new AzuriteException($"Azurite, the storage emulator, did not start: {reason}"));
    }

    [GeneratedRegex(@"successfully listens on http://[^:]+:(\d+)")]
    private static partial Regex Listens();
}
