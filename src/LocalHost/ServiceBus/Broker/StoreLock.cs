namespace VideoPipeline.LocalHost.ServiceBus.Broker;

/// <summary>Keeps a second engine, in this or another process, off the same data.</summary>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;

    public StoreLock(string databasePath)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(databasePath))!;
        Directory.CreateDirectory(directory);
        try
        {
            _file = new FileStream(databasePath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure) when (failure is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new InvalidOperationException(
                $"The data directory '{directory}' is in use by another process of this app; stop that one or choose another directory.",
                failure);
        }
    }

    public void Dispose() => _file.Dispose();
}
