using System.Collections.Concurrent;
using System.Diagnostics;

namespace VideoPipeline.LocalHost.Worker;

/// <summary>
/// Starts worker processes that do not outlive this one. Linux ends a child with the THREAD that started it, so one thread, which
/// lives as long as the process, starts them all. Where the kernel does not do it, a shell holds the worker to a pipe from
/// here that closes when this process ends. (On Windows the next start ends what the last one left.)
/// </summary>
internal static class WorkerLauncher
{
    private const string EndWithPipe =
        """exec 3<&0; "$@" </dev/null 3<&- & worker=$!; (cat <&3 >/dev/null; kill -9 $worker) & wait $worker""";

    private static readonly BlockingCollection<Action> s_starts = [];

    static WorkerLauncher() => new Thread(() =>
    {
        foreach (var start in s_starts.GetConsumingEnumerable())
        {
            start();
        }
    })
    { IsBackground = true, Name = "Worker starts" }.Start();

    public static Task<Process> StartAsync(IReadOnlyList<string> command, string folder, IReadOnlyDictionary<string, string?> environment)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        s_starts.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(Describe(command, folder, environment))!);
            }
            catch (Exception exception)
            {
                started.SetException(exception);
            }
        });
        return started.Task;
    }

    /// <summary>The command under a shell that ends it when the shell's input ends.</summary>
    internal static string[] HeldByPipe(IReadOnlyList<string> command) => ["/bin/sh", "-c", EndWithPipe, "sh", .. command];

    private static ProcessStartInfo Describe(IReadOnlyList<string> command, string folder, IReadOnlyDictionary<string, string?> environment)
    {
        string[] line = OperatingSystem.IsWindows() ? [.. command]
            : OperatingSystem.IsLinux() && File.Exists("/usr/bin/setpriv") ? ["/usr/bin/setpriv", "--pdeathsig", "KILL", .. command]
            : HeldByPipe(command);
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
