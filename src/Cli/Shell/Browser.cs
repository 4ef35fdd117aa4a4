using System.ComponentModel;
using System.Diagnostics;

namespace VideoPipeline.Cli.Shell;

/// <summary>Starts the browser that the system is set to.</summary>
internal static class Browser
{
    /// <returns>False when there is none, as on a server.</returns>
    public static bool TryOpen(Uri address)
    {
        var start = OperatingSystem.IsWindows() ? new ProcessStartInfo(address.AbsoluteUri) { UseShellExecute = true }
            : new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [address.AbsoluteUri])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
        try
        {
            using var process = Process.Start(start);
            return process is null || !process.WaitForExit(TimeSpan.FromSeconds(2)) || process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
