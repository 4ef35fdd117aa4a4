using System.Diagnostics;
using System.Runtime.InteropServices;

namespace VideoPipeline.LocalHost.Hosting;

/// <summary>Asks a process to end, where the system can ask; elsewhere it is ended.</summary>
internal static class Signals
{
    // SIGTERM
    private const int Terminate = 15;

    public static void AskToEnd(Process process)
    {
        if (OperatingSystem.IsWindows())
        {
            process.Kill(entireProcessTree: true);
            return;
        }

        // The group where it has one of its own (npx has children), else the process.
        if (Kill(-process.Id, Terminate) != 0)
        {
            _ = Kill(process.Id, Terminate);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
