using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace VideoPipeline.Cli.Up;

internal static class ProcessTree
{
    private const int Terminate = 15;

    /// <summary>Asks the process to end, as Ctrl-C would; where there is no such signal, nothing happens.</summary>
    public static void Ask(Process process)
    {
        if (!OperatingSystem.IsWindows() && !process.HasExited)
        {
            _ = SendSignal(process.Id, Terminate);
        }
    }

    public static void Kill(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            process.Kill(entireProcessTree: true);
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or Win32Exception or AggregateException)
        {
            // Gone already.
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int processId, int signal);
}
