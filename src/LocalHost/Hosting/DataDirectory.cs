namespace VideoPipeline.LocalHost.Hosting;

/// <summary>The folder that one host at a time may use; the system lets go of it when the process dies.</summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly FileStream file;

    private DataDirectory(string path, FileStream file)
    {
        Path = path;
        this.file = file;
    }

    public string Path { get; }

    public static DataDirectory Take(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            var file = new FileStream(
                System.IO.Path.Combine(path, "host.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new DataDirectory(path, file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartFailure(
                StartFailure.InUse, $"The data directory {path} cannot be taken, another host may use it: {exception.Message}", exception);
        }
    }

    public void Dispose() => file.Dispose();
}
