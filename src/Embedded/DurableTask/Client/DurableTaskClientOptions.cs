using Microsoft.DurableTask.Converters;

namespace Microsoft.DurableTask.Client;

/// <summary>How a client turns payloads into text, and the version it gives to instances that name none.</summary>
public class DurableTaskClientOptions
{
    private DataConverter _dataConverter = JsonDataConverter.Default;

    public DataConverter DataConverter
    {
        get => _dataConverter;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _dataConverter = value;
            DataConverterIsSet = true;
        }
    }

    public string DefaultVersion { get; set; } = string.Empty;

    internal bool DataConverterIsSet { get; private set; }
}
