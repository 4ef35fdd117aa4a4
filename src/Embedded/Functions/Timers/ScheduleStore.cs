using System.Text.Json;
using Microsoft.Azure.Functions.Worker;

namespace VideoPipeline.Embedded.Functions.Timers;

/// <summary>When each timer ran and is due next, one small file per function in the data directory.</summary>
internal sealed class ScheduleStore(EmbeddedHostOptions options)
{
    private readonly string folder = Path.Combine(options.DataDirectory, "timers");

    public ScheduleStatus? Read(string function)
    {
        try
        {
            return JsonSerializer.Deserialize<ScheduleStatus>(File.ReadAllBytes(PathOf(function)));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            // A torn file is as good as none: the timer runs at its next regular time.
            return null;
        }
    }

    public void Write(string function, ScheduleStatus status)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(PathOf(function), JsonSerializer.SerializeToUtf8Bytes(status));
    }

    private string PathOf(string function) => Path.Combine(folder, $"{function}.json");
}
