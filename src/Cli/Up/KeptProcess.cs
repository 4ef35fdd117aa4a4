using System.Globalization;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Up;

/// <summary>A child process that is started again when it ends, until it fails to start several times in a row.</summary>
internal sealed class KeptProcess(
    ProcessOrder order,
    Func<ProcessOrder, ChildProcess> start,
    Func<ChildProcess, CancellationToken, Task> readyAsync,
    Action<string> report,
    TimeProvider time) : IAsyncDisposable
{
    private const int MostFailedStarts = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _stopping = new();
    private volatile ChildProcess? _child;
    private Task<string>? _keeping;

    /// <summary>The process of now; after its end, the last one until the next is there.</summary>
    public ChildProcess Child => _child ?? throw new InvalidOperationException($"{order.Name} has not been started.");

    /// <summary>Ends when the process is given up, and says why.</summary>
    public Task<string> GivenUp => _keeping ?? throw new InvalidOperationException($"{order.Name} has not been started.");

    /// <summary>The first start, which has to succeed.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _child = start(order);
        await readyAsync(_child, cancellationToken);
        _keeping = KeepAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_keeping is not null)
        {
            await ((Task)_keeping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (_child is not null)
        {
            await _child.DisposeAsync();
        }

        _stopping.Dispose();
    }

    private async Task<string> KeepAsync()
    {
        while (true)
        {
            await Child.Ended.WaitAsync(_stopping.Token);
            if (await AgainAsync() is { } fault)
            {
                return fault;
            }
        }
    }

    /// <returns>Null, or why it was given up.</returns>
    private async Task<string?> AgainAsync()
    {
        var ended = time.GetTimestamp();
        var fault = "";
        var pause = FirstPause;
        for (var failed = 0; failed < MostFailedStarts; failed++)
        {
            // Ctrl-C reaches the child as well, and it may be faster than we are: nothing is said before the pause.
            await Task.Delay(pause, time, _stopping.Token);
            report(failed == 0
                ? $"{order.Name} ended ({Child.ExitCode}); starting it again."
                : $"{order.Name} did not start ({failed} of {MostFailedStarts}); trying once more.");
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            try
            {
                await Child.DisposeAsync();
                _child = start(order with { GoOnWithLog = true });
                await readyAsync(_child, _stopping.Token);
                report(string.Create(CultureInfo.InvariantCulture, $"{order.Name} is back after {time.GetElapsedTime(ended).TotalSeconds:0.0} s."));
                return null;
            }
            catch (CommandFailedException exception)
            {
                fault = exception.Message;
            }
        }

        return $"{order.Name} failed to start {MostFailedStarts} times in a row. {fault}";
    }
}
