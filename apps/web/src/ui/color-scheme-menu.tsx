/** Light, dark, or as the system is. */
import { ActionIcon, type MantineColorScheme, Menu, Tooltip, useMantineColorScheme } from '@mantine/core'
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react'
import { controlTexts as texts } from '../texts/controls.ts'

const schemes: readonly {
  readonly value: MantineColorScheme
  readonly label: string
  readonly Icon: typeof IconSun
}[] = [
  { value: 'light', label: texts.light, Icon: IconSun },
  { value: 'dark', label: texts.dark, Icon: IconMoon },
  { value: 'auto', label: texts.asSystem, Icon: IconDeviceDesktop },
]

export function useColorScheme() {
  // Suppressing transitions would write an inline style element, which the CSP forbids.
  return useMantineColorScheme({ keepTransitions: true })
}

export function ColorSchemeMenu({ className }: { readonly className?: string | undefined }) {
  const { colorScheme, setColorScheme } = useColorScheme()
  const Current = schemes.find(({ value }) => value === colorScheme)?.Icon ?? IconDeviceDesktop
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Tooltip label={texts.colours}>
          <ActionIcon
            aria-label={texts.colours}
            size="lg"
            {...(className === undefined ? {} : { className })}
          >
            <Current size={18} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {schemes.map(({ value, label, Icon }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon size={15} />}
            rightSection={
              value === colorScheme ? <IconCheck size={14} aria-label={texts.chosen} /> : undefined
            }
            onClick={() => setColorScheme(value)}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
