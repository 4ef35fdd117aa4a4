using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace VideoPipeline.LocalHost.Worker;

/// <summary>A note of the running worker, so that the next start can end one that outlived its host: process id and start time.</summary>
internal static class LeftWorker
{
    // Moved into place, so that whoever reads it, or starts after a kill, finds all of it or the last one.
    public static void Note(string dataDirectory, Process worker)
    {
        var path = PathIn(dataDirectory);
        try
        {
            File.WriteAllText(path + ".new", $"{worker.Id} {worker.StartTime.Ticks}");
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It has ended already, known to this process or not, and nobody need end it.
            return;
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    public static void End(string dataDirectory)
    {
        if (!File.Exists(PathIn(dataDirectory)) || File.ReadAllText(PathIn(dataDirectory)).Split(' ') is not [var id, var ticks]
            || !int.TryParse(id, CultureInfo.InvariantCulture, out var processId))
        {
            return;
        }

        try
        {
            using var process = Process.GetProcessById(processId);
            if (process.StartTime.Ticks.ToString(CultureInfo.InvariantCulture) == ticks)
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
            }
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It is gone, or belongs to somebody else by now.
        }
    }

    private static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "worker.pid");
}
