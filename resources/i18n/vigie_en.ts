<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
    <name />
    <message numerus="yes">
        <source>command line</source>
        <comment>Exit code: 0 sound, 1 altered, 2 truncated or rolled back, 3 cannot be verified, 4 unreadable.</comment>
        <translation type="unfinished">
            <numerusform />
            <numerusform />
        </translation>
    </message>
</context>
<context>
    <name>AuditEntryPanel</name>
    <message numerus="yes">
        <source>✓ %n hash(es) lead from this entry to the signed root.</source>
        <translation><numerusform>✓ %n hash leads from this entry to the signed root.</numerusform><numerusform>✓ %n hashes lead from this entry to the signed root.</numerusform></translation>
    </message>
</context>
<context>
    <name>DraftList</name>
    <message numerus="yes">
        <source>%n report(s); Enter opens one</source>
        <translation type="unfinished">
            <numerusform />
            <numerusform />
        </translation>
    </message>
</context>
<context>
    <name>ShiftLog</name>
    <message numerus="yes">
        <source>Shift's log, %n open</source>
        <translation><numerusform>Shift's log, %n open</numerusform><numerusform>Shift's log, %n open</numerusform></translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message numerus="yes">
        <source>%n camera(s) live</source>
        <translation><numerusform>%n camera live</numerusform><numerusform>%n cameras live</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n to check</source>
        <translation><numerusform>%n to check</numerusform><numerusform>%n to check</numerusform></translation>
    </message>
</context>
</TS>
